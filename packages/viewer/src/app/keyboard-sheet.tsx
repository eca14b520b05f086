/** The sheet that `?` opens: every key that does something here and now. */
import { letterKeys, shortcutGroups, type ShortcutGroup } from './shortcuts.ts';
import './keyboard-sheet.css';

const ID = 'keyboard-sheet';

export function openKeyboardSheet(): void {
  const dialog = document.getElementById(ID);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

export const KeyboardSheet = () => (
  <dialog
    id={ID}
    class="sheet"
    aria-labelledby="keyboard-title"
    onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
  >
    <form method="dialog" class="sheet-content">
      <div class="sheet-head">
        <h2 id="keyboard-title">Keyboard</h2>
        <button type="submit" class="button">
          Close
        </button>
      </div>
      <div class="sheet-groups">
        {merged(shortcutGroups.value).map(({ title, lines }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {[...lines].map(([label, keys]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.map((each) => (
                      <Keys key={each} keys={each} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={letterKeys.value === 'on'}
          onChange={({ currentTarget }) => {
            letterKeys.value = currentTarget.checked ? 'on' : 'off';
          }}
        />
        Letters and signs without Ctrl are shortcuts
      </label>
    </form>
  </dialog>
);

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ' ': 'Space',
};

/** `Shift+ArrowLeft` as two keys, `g s` as one after the other. */
const Keys = ({ keys }: { readonly keys: string }) => (
  <span class="keys">
    {(keys === ' ' ? [keys] : keys.split(' ')).map((step) => (
      <span key={step}>
        {step.split(/\+(?=.)/).map((key) => (
          <kbd key={key}>{SIGNS[key] ?? key}</kbd>
        ))}
      </span>
    ))}
  </span>
);

/** One list for each title and one line for each label, whoever registered them. */
function merged(groups: readonly ShortcutGroup[]) {
  const titles = new Map<string, Map<string, string[]>>();
  for (const { title, shortcuts } of groups) {
    const lines = titles.get(title) ?? new Map<string, string[]>();
    titles.set(title, lines);
    for (const { label, keys } of shortcuts) lines.set(label, [...(lines.get(label) ?? []), keys]);
  }
  return [...titles].map(([title, lines]) => ({ title, lines }));
}
