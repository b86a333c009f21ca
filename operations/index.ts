// What people do with the campus, kept in one database: accounts, alarms, commands, audit.
export type { Accounts, NewAccount } from './accounts/accounts.ts';
export type { Alarms } from './alarms/alarms.ts';
export type { Audit } from './audit/audit.ts';
export type { Boards } from './boards/boards.ts';
export type { BookFigures, Books } from './books/books.ts';
export type { Commands } from './commands/commands.ts';
export { nextCommand } from './commands/next-command.ts';
export { copyDatabase } from './database/copy-database.ts';
export { OperationsFileError } from './database/open-database.ts';
export { Operations, type OperationsOptions } from './operations.ts';
export type { Plans } from './plans/plans.ts';
