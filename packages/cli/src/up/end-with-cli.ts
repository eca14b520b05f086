/** Loaded into a service's own process: when the CLI has died, nobody would stop the service, so it stops itself. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
