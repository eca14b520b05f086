import { Component, type ComponentChildren } from 'preact';
import { ErrorState } from '../ui/states.tsx';

interface Props {
  readonly children: ComponentChildren;
  /** A new value is a new try: the address, usually. */
  readonly of: string;
}

/** A page that fails says so, and the header stays usable. */
export class ErrorBoundary extends Component<Props, { error?: unknown; of?: string }> {
  override state: { error?: unknown; of?: string } = {};

  static override getDerivedStateFromError = (error: unknown) => ({ error });

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override componentDidUpdate({ of }: Props): void {
    if (of !== this.props.of && this.state.error !== undefined) this.setState({ error: undefined });
  }

  render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <ErrorState
        heading="h1"
        title="Cannot show this page"
        retry={() => this.setState({ error: undefined })}
      >
        <p>{error instanceof Error ? error.message : 'Something was thrown that is no error.'}</p>
      </ErrorState>
    );
  }
}
