/** parcel: says where a parcel is. */
import express from 'express';

const app = express();

app.get('/parcels/:id', async (request, response) => {
  const profile = await fetch(`${process.env['FRONTEND_URL']}/api/profiles/${request.params.id}`);
  const { name } = (await profile.json()) as { name: string };
  response.json({ parcel: request.params.id, for: name, at: 'the depot' });
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
