// What people do with the campus, kept in one database: accounts, alarms, commands, audit.
export type { Accounts, NewAccount } from './accounts/accounts.ts';
export type { Alarms } from './alarms/alarms.ts';
export type { Audit } from './audit/audit.ts';
export type { Boards } from './boards/boards.ts';
export type { BookFigures, Books } from './books/books.ts';
export type { Commands } from './commands/commands.ts';
export { nextCommand } from './commands/next-command.ts';
export type { Acceptances } from './commissioning/acceptance/acceptances.ts';
export { CampusPlaces } from './commissioning/acceptance/campus-places.ts';
export { Commissioning } from './commissioning/acceptance/commissioning.ts';
export { PointJudge } from './commissioning/acceptance/evidence.ts';
export { PointWatch } from './commissioning/acceptance/point-watch.ts';
export { checksumOf, makeReport, type ReportQuery, reportFile } from './commissioning/acceptance/report.ts';
export { reportPage } from './commissioning/acceptance/report-page.ts';
export { reportScript, reportStyle } from './commissioning/acceptance/report-style.ts';
export { reportLanguages } from './commissioning/acceptance/report-text.ts';
export { Trials } from './commissioning/acceptance/trials.ts';
export { largestTableBytes } from './commissioning/point-table/archive.ts';
export { flowText } from './commissioning/point-table/cells.ts';
export type { TableDifference } from './commissioning/point-table/differences.ts';
export { editYaml } from './commissioning/point-table/edit-yaml.ts';
export type { TableMistake } from './commissioning/point-table/mistakes.ts';
export {
  type PointTableContext,
  type PointTableReading,
  readPointTable,
} from './commissioning/point-table/read-point-table.ts';
export { type Replaced, replaceFile } from './commissioning/point-table/replace-file.ts';
export { writePointTable } from './commissioning/point-table/write-point-table.ts';
export { copyDatabase } from './database/copy-database.ts';
export { OperationsFileError } from './database/open-database.ts';
export { Operations, type OperationsOptions } from './operations.ts';
export type { Plans } from './plans/plans.ts';
