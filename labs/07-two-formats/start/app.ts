/** adapter: lets an old gateway, which knows nothing but B3, reach frontend, which knows nothing but W3C Trace Context. */
import express from 'express';

const app = express();

app.get('/profiles/:id', async (request, response) => {
  const profile = await fetch(`${process.env['FRONTEND_URL']}/api/profiles/${request.params.id}`);
  response.status(profile.status).json(await profile.json());
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
