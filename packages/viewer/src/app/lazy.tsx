import type { ComponentType, FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorState, Loading } from '../ui/states.tsx';

/**
 * A component whose code is fetched when it is first shown.
 *
 * @param what names it while it loads: "the trace".
 */
export function lazy<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  let Loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [failure, setFailure] = useState('');
    const [attempt, setAttempt] = useState(0);
    const [, setReady] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded) return;
      setFailure('');
      load().then(
        (component) => {
          Loaded = component;
          setReady(true);
        },
        (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
      );
    }, [attempt]);
    if (Loaded) return <Loaded {...props} />;
    if (!failure) return <Loading what={what} />;
    return (
      <ErrorState title={`Cannot load ${what}`} retry={() => setAttempt(attempt + 1)}>
        <p>{failure}. Is the backend still running? If it was updated, load the page anew.</p>
      </ErrorState>
    );
  };
}
