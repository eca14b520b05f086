import { expect, test } from 'vitest';
import { keyName, registerShortcuts, shortcutGroups } from './shortcuts.ts';

const event = (key: string, part = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});

test('a key is named by what it writes, a named key with its modifiers', () => {
  expect(keyName(event('?', { shiftKey: true }))).toBe('?');
  expect(keyName(event('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
  expect(keyName(event('f', { metaKey: true }))).toBe('Ctrl+f');
  expect(keyName(event('Shift', { shiftKey: true }))).toBe('');
});

test('shortcuts are listed as long as they are registered', () => {
  const before = shortcutGroups.value;
  const remove = registerShortcuts('Trace', [{ keys: 'n', label: 'Next error', run: () => undefined }]);
  expect(shortcutGroups.value.at(-1)?.title).toBe('Trace');
  remove();
  expect(shortcutGroups.value).toEqual(before);
});
