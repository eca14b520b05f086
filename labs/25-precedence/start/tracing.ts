/** Starts OpenTelemetry for the ledger. Whoever wrote it put some settings here, others into `.env`. */
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';

new NodeSDK({
  resource: resourceFromAttributes({
    'service.name': 'cash-book',
    'service.version': '1.0.0',
    'app.office': 'Bergen',
  }),
  instrumentations: [getNodeAutoInstrumentations()],
}).start();
