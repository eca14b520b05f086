import { ENCODINGS } from '../encode/encodings.ts';
import { ENCODING_OF, type Endpoint } from './endpoint.ts';
import { GrpcChannel } from './grpc-channel.ts';
import { answerReader } from './http-answers.ts';
import { HttpChannel } from './http-channel.ts';
import type { Channel } from './outcome.ts';

/** A channel to the endpoint; it connects with the first request. @throws Error if the endpoint makes no sense */
export function openChannel(endpoint: Endpoint): Channel {
  if (endpoint.protocol === 'grpc') return new GrpcChannel(endpoint);
  const { contentType } = ENCODINGS[ENCODING_OF[endpoint.protocol]];
  return new HttpChannel(endpoint, contentType, answerReader(endpoint));
}
