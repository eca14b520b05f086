/** visits: counts visits. Some come from services that are traced, most from browsers that are not. */
import express from 'express';

const app = express();
let visits = 0;

app.get('/visit', (_request, response) => {
  visits += 1;
  response.json({ visits });
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
