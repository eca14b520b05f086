import { query } from '../app/router.ts';
import { plural } from '../ui/format-number.ts';
import { EmptyState } from '../ui/states.tsx';
import { opened } from './dropped-file.ts';
import { TraceResults } from './trace-results.tsx';

const FORMATS = { otlp: 'OTLP JSON', jaeger: 'Jaeger JSON', zipkin: 'Zipkin JSON' };

/** The traces of a file that holds several. */
export function FileTraces() {
  const file = opened.value;
  if (!file || file.file !== query('file')) {
    return (
      <EmptyState title="This file's list is not here any more">
        <p>Files are not kept with the other traces. Open it again.</p>
      </EmptyState>
    );
  }
  const rejected = file.rejected > 0 ? ` ${plural(file.rejected, 'span')} left out: ${file.reason}.` : '';
  return (
    <TraceResults
      traces={file.traces}
      file={file.file}
      note={`${file.name}, ${FORMATS[file.format]}.${rejected}`}
    />
  );
}
