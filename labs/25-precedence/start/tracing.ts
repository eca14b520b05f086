/** Starts OpenTelemetry for the ledger. Whoever wrote it put some settings here, others into `.env`. */
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { register } from 'import-in-the-middle/register-hooks.mjs';

// Lets instrumentations change ES modules as they are loaded.
register({ include: ['node:http'] });

new NodeSDK({
  resource: resourceFromAttributes({
    'service.name': 'cash-book',
    'service.version': '1.0.0',
    'app.office': 'Bergen',
  }),
  instrumentations: [getNodeAutoInstrumentations()],
}).start();
