// demo-web: an application that nobody dares to touch. It knows nothing of tracing.
const express = require('express');

const app = express();

app.get('/hello/:id', async (request, response) => {
  const profile = await fetch(`${process.env.FRONTEND_URL}/api/profiles/${request.params.id}`);
  const { name } = await profile.json();
  response.type('text').send(`Hello ${name}!`);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
