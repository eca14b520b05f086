export { type Backend, type BackendOptions, type BackendStats, PORTS, startBackend } from './backend.ts';
