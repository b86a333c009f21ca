// The simulators' own page: the state of the spaces and the buttons of the scenarios. Asks every two seconds.

const texts = {
  zh: {
    title: '校园模拟器',
    scenarios: '场景',
    faults: '故障',
    spaces: '空间',
    none: '无',
    language: 'English',
    now: (state) =>
      `校园时间 ${state.localTime} · 室外 ${state.weather.temperatureC} °C · ${state.devices.simulated} 台设备`,
    running: '进行中',
    lost: '模拟器没有应答',
    columns: ['空间', '人数', '温度 °C', '湿度 %', 'CO₂ ppm', '照度 lx', '功率 W'],
  },
  en: {
    title: 'Campus simulators',
    scenarios: 'Scenarios',
    faults: 'Faults',
    spaces: 'Spaces',
    none: 'none',
    language: '中文',
    now: (state) =>
      `Campus time ${state.localTime} · outside ${state.weather.temperatureC} °C · ${state.devices.simulated} devices`,
    running: 'running',
    lost: 'The simulators do not answer',
    columns: ['Space', 'People', 'Temperature °C', 'Humidity %', 'CO₂ ppm', 'Light lx', 'Power W'],
  },
};

const refreshMs = 2000;
let language = navigator.language.startsWith('zh') ? 'zh' : 'en';
let listing = [];

function byId(id) {
  return document.getElementById(id);
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function play(name) {
  const response = await fetch(`/scenarios/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const answer = await response.json();
  byId('message').textContent = response.ok ? '' : answer.detail;
  await refresh();
}

function showScenarios(state) {
  const running = new Map(state.scenarios.map((it) => [it.name, it.spaceId]));
  const items = listing.map(({ name, title, description }) => {
    const item = element('li', '', running.has(name) ? { class: 'running' } : {});
    const button = element('button', title[language], { type: 'button' });
    button.addEventListener('click', () => play(name));
    const where = running.has(name) ? ` — ${texts[language].running}: ${running.get(name)}` : '';
    item.append(button, element('p', description[language] + where));
    return item;
  });
  byId('scenarios').replaceChildren(...items);
}

function showFaults({ faults }) {
  const all = [...Object.entries(faults.endpoints), ...Object.entries(faults.devices)];
  byId('faults').textContent =
    all.map(([id, { mode }]) => `${id}: ${mode}`).join(' · ') || texts[language].none;
}

function showSpaces(state) {
  const rows = state.spaces.map((space) => {
    const row = element('tr', '');
    row.append(element('th', `${space.name[language]} (${space.id})`, { scope: 'row' }));
    for (const key of ['people', 'temperatureC', 'humidityPercent', 'co2Ppm', 'lux', 'powerW']) {
      row.append(element('td', space[key]));
    }
    return row;
  });
  byId('spaces').replaceChildren(...rows);
}

function showWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const place of document.querySelectorAll('[data-text]')) {
    place.textContent = texts[language][place.dataset.text];
  }
  byId('language').textContent = texts[language].language;
  const row = element('tr', '');
  row.append(...texts[language].columns.map((name) => element('th', name, { scope: 'col' })));
  byId('columns').replaceChildren(row);
}

async function refresh() {
  try {
    if (listing.length === 0) listing = (await (await fetch('/scenarios')).json()).scenarios;
    const state = await (await fetch('/state')).json();
    byId('now').textContent = texts[language].now(state);
    const focused = document.activeElement?.textContent;
    showScenarios(state);
    for (const button of document.querySelectorAll('#scenarios button')) {
      if (button.textContent === focused) button.focus();
    }
    showFaults(state);
    showSpaces(state);
  } catch {
    byId('now').textContent = texts[language].lost;
  }
}

byId('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  showWords();
  refresh();
});
showWords();
refresh();
setInterval(refresh, refreshMs);
