// The pages of the panel, each with what tells that it is there: what the browser tests and the pictures walk through.
import type { PageLanguage } from './page-faults.ts';

export interface KnownPage {
  readonly name: string;
  readonly path: string;
  readonly heading: Readonly<Record<PageLanguage, RegExp>>;
  /** Stands there once the page has its content. */
  readonly content: string;
}

const twoPoints = encodeURIComponent(JSON.stringify(['t1-101-air/co2', 't1-101-air/temperature']));

export const panelPages: readonly KnownPage[] = [
  {
    name: 'overview',
    path: '/',
    heading: { zh: /概览/, en: /Overview/ },
    content: '[data-verdict]:not([data-verdict=waiting])',
  },
  {
    name: 'floor',
    path: '/buildings/t1/floors/t1-f1?layer=co2',
    heading: { zh: /一号教学楼.*一层/, en: /Teaching building 1.*Floor 1/ },
    content: '.plan-room[data-space="t1-101"]',
  },
  {
    name: 'marked room',
    path: '/buildings/tr/floors/tr-f2?layer=network&space=tr-201&device=tr-201-lamps',
    heading: { zh: /实训楼.*二层/, en: /Training building.*Floor 2/ },
    content: '[data-card] [data-standing=good]',
  },
  {
    name: 'building',
    path: '/buildings/tr?layer=temperature',
    heading: { zh: /实训楼/, en: /Training building/ },
    content: '.stack-link .stack-room',
  },
  {
    name: 'classroom',
    path: '/spaces/t1-101',
    heading: { zh: /101 教室/, en: /Classroom 101/ },
    content: '[role=switch]:not(.is-unknown)',
  },
  {
    name: 'workshop',
    path: '/spaces/tr-101',
    heading: { zh: /数控与自动化车间/, en: /CNC and automation workshop/ },
    content: '[data-machine] [data-standing=good]',
  },
  {
    name: 'alarms',
    path: '/alarms',
    heading: { zh: /报警/, en: /Alarms/ },
    content: '[data-alarm], .empty',
  },
  {
    name: 'trends',
    path: `/trends?points=${twoPoints}&span=1h`,
    heading: { zh: /趋势/, en: /Trends/ },
    content: 'canvas',
  },
  {
    name: 'boards',
    path: '/boards',
    heading: { zh: /看板/, en: /Boards/ },
    content: '[data-board]',
  },
  {
    name: 'board of logistics',
    path: '/boards/logistics-day',
    heading: { zh: /后勤日常/, en: /Logistics day/ },
    content: '[data-tile] [data-standing=good]',
  },
  {
    name: 'board of security',
    path: '/boards/security-wall',
    heading: { zh: /安防大屏/, en: /Security wall/ },
    content: '[data-tile] [data-count]',
  },
  {
    name: 'board that is changed',
    path: '/boards/teaching?edit=true',
    heading: { zh: /编辑看板 教室环境/, en: /Edit board Classrooms today/ },
    content: '.edit-tile .plan-room, .edit-tile [data-standing=good]',
  },
  { name: 'gateways', path: '/gateways', heading: { zh: /网关/, en: /Gateways/ }, content: '.gateway' },
  {
    name: 'data books',
    path: '/books',
    heading: { zh: /数据账目/, en: /Data books/ },
    content: '[data-gateway] [data-column=stored]',
  },
  {
    name: 'commissioning',
    path: '/commissioning?device=t1-101-air',
    heading: { zh: /调试与验收/, en: /Commissioning/ },
    content: '.commissioning-point [data-standing=good]',
  },
  { name: 'rules', path: '/rules', heading: { zh: /报警规则/, en: /Alarm rules/ }, content: '[data-rule]' },
  {
    name: 'design',
    path: '/design',
    heading: { zh: /设计规范/, en: /Design system/ },
    content: '.design-example',
  },
  { name: 'help', path: '/help', heading: { zh: /帮助/, en: /Help/ }, content: '[data-article]' },
  {
    name: 'a help article',
    path: '/help/search',
    heading: { zh: /搜索/, en: /Search/ },
    content: '[data-help=search] kbd',
  },
  { name: 'audit', path: '/audit', heading: { zh: /审计/, en: /Audit/ }, content: '[data-action]' },
];
