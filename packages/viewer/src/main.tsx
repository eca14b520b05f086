import '@tracewalk/waterfall/tokens.css';
import './ui/base.css';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { startRouter } from './app/router.ts';
import { startShortcuts } from './app/shortcuts.ts';
import { startTheme } from './app/theme.ts';

startTheme();
startRouter();
startShortcuts();

const root = document.getElementById('app');
if (root) render(<App />, root);
