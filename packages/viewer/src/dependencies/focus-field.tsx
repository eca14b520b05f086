import { useId } from 'preact/hooks';
import { query, setQuery } from '../app/router.ts';

/** One service to look at; typing finds it among thousands. */
export function FocusField({ names }: { readonly names: readonly string[] }) {
  const id = useId();
  const focus = query('focus');
  return (
    <div class="field">
      <label for={id}>Look at</label>
      <input
        id={id}
        type="search"
        list={`${id}-names`}
        placeholder="All services"
        autocomplete="off"
        spellcheck={false}
        value={focus}
        onChange={({ currentTarget }) => setQuery({ focus: currentTarget.value.trim() }, { replace: false })}
      />
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {focus && (
        <label class="check">
          <input
            type="checkbox"
            checked={query('only') !== ''}
            onChange={({ currentTarget }) => setQuery({ only: currentTarget.checked ? '1' : '' })}
          />
          Hide the others
        </label>
      )}
    </div>
  );
}
