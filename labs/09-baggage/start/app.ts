/**
 * shop: takes an order.
 *
 * The page before it says in the baggage whose order it is: `customer.tier`, and a `session.token` that is meant for shop alone.
 * Calls its own stock room, as it would call another service.
 */
import express from 'express';

const app = express();
const port = Number(process.env['PORT']);

app.get('/order/:item', async (request, response) => {
  const stock = await fetch(`http://127.0.0.1:${port}/stock/${request.params.item}`);
  response.json(await stock.json());
});

/** Answers with what it was told: so one sees what leaves the shop. */
app.get('/stock/:item', (request, response) => {
  response.json({ item: request.params.item, left: 7, baggage: request.get('baggage') ?? '' });
});

app.listen(port, '127.0.0.1');
