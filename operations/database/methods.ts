// Everything the database's thread can be asked to do.
import type { WorkerMethods } from '@campus/runtime';
import { accountRows } from '../accounts/account-rows.ts';
import { sessionRows } from '../accounts/session-rows.ts';
import { alarmRows } from '../alarms/alarm-rows.ts';
import { auditRows } from '../audit/audit-rows.ts';
import { boardRows } from '../boards/board-rows.ts';
import { bookRows } from '../books/book-rows.ts';
import { commandRows } from '../commands/command-rows.ts';
import { acceptanceRows } from '../commissioning/acceptance/acceptance-rows.ts';
import { planRows } from '../plans/plan-rows.ts';
import { openDatabase } from './open-database.ts';
import { keepSpareRoom } from './spare-room.ts';

/** Opens the file; throws OperationsFileError. */
export function operationsMethods(file: string) {
  const database = openDatabase(file);
  const audit = auditRows(database);
  return {
    ...audit,
    ...accountRows(database, audit),
    ...sessionRows(database, audit),
    ...alarmRows(database, audit),
    ...commandRows(database, audit),
    ...bookRows(database),
    ...boardRows(database, audit),
    ...planRows(database, audit),
    ...acceptanceRows(database, audit),
    keepSpareRoom: (): void => keepSpareRoom(database),
    ready: (): void => {},
    close: (): void => database.close(),
  } satisfies WorkerMethods;
}

export type OperationsMethods = ReturnType<typeof operationsMethods>;
