import { AnswerError } from './get-json.ts';

/** The data of each event in a stream of server-sent events (WHATWG HTML, 9.2.6). Comments and other fields are skipped. */
export async function* eventData(
  body: AsyncIterable<Uint8Array>,
  maxEventLength: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A lone CR at the end may be the first half of CR LF: it waits for the next chunk.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      }
    }
    if (rest.length + data.reduce((sum, each) => sum + each.length, 0) > maxEventLength) {
      throw new AnswerError(`Cannot follow the stream: an event is longer than ${maxEventLength} characters`);
    }
  }
}
