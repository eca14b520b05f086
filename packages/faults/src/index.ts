export { DEMO_ATTENDEE } from '@tracewalk/telemetry';
export * from './catalogue.ts';
export { editFlagFile, readFlagFile } from './edit-file.ts';
export { isOn, strengthOf } from './evaluate.ts';
export { type FlagFile, formatFlags, parseFlags } from './flag-file.ts';
export { faultsAsMarkdown, listFaults, type ListedFault } from './list-faults.ts';
export { faultBaggage, isAttendee, type RequestedFault } from './requested.ts';
export { startFaults } from './start.ts';
export { clearFault, type FaultSetting, setFault } from './switch-fault.ts';
