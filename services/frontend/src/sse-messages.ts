/** Server-sent events (WHATWG HTML, section 9.2), read from the answer of another service. */

interface SseMessage {
  readonly id: string;
  readonly data: string;
}

/** Comments and other fields are skipped. Throws when one message is longer than `maxLength` characters. */
export async function* sseMessages(
  body: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<SseMessage> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n');
    const messages = rest.split('\n\n');
    rest = messages.pop() ?? '';
    if (rest.length > maxLength)
      throw new Error(`Cannot read the stream: a message has more than ${maxLength} characters`);
    for (const message of messages) {
      const data = field(message, 'data');
      if (data) yield { id: field(message, 'id'), data };
    }
  }
}

const field = (message: string, name: string): string =>
  message
    .split('\n')
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trimStart())
    .join('\n');
