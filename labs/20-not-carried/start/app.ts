/** tower: says which runway is free. */
import express from 'express';

const app = express();

app.get('/runways', (_request, response) => {
  response.json({ free: ['09L', '27R'] });
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
