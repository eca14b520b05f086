import { useEffect, useState } from 'preact/hooks';
import { fileProblem, isReading, openFile } from './dropped-file.ts';

/** A file is chosen, or dropped anywhere on the page. */
export function FileDrop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      addEventListener(type, act, { signal: abort.signal });
    listen('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    });
    listen('dragleave', ({ relatedTarget }) => relatedTarget === null && setOver(false));
    listen('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      void openFile(file);
    });
    return () => abort.abort();
  }, []);
  return (
    <div class={over ? 'file-drop file-drop-over' : 'file-drop'}>
      <label class="button">
        {isReading.value ? 'Reading …' : 'Open a file'}
        <input
          type="file"
          class="visually-hidden"
          accept=".json,.jsonl,application/json"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void openFile(file);
            currentTarget.value = '';
          }}
        />
      </label>
      <p class="muted">or drop one here: OTLP, Jaeger or Zipkin JSON. It stays on this machine.</p>
      {fileProblem.value && (
        <p class="error-text" role="alert">
          {fileProblem}
        </p>
      )}
    </div>
  );
}
