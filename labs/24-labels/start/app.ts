/** catalog: lists what there is to buy. */
import express from 'express';

const app = express();

app.get('/items', (_request, response) => {
  response.json({ items: ['tea', 'cups'] });
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
