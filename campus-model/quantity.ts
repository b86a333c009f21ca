// Quantities and their units. A point stores its value in the unit named here; conversion is the driver's work.

/** Every quantity the system knows, with its unit (UCUM spelling where one exists) and usual decimals. */
export const quantities = {
  temperature: { unit: '°C', decimals: 1 },
  humidity: { unit: '%', decimals: 1 },
  co2: { unit: 'ppm', decimals: 0 },
  pm25: { unit: 'µg/m³', decimals: 0 },
  pm10: { unit: 'µg/m³', decimals: 0 },
  tvoc: { unit: 'mg/m³', decimals: 3 },
  formaldehyde: { unit: 'mg/m³', decimals: 3 },
  noise: { unit: 'dB(A)', decimals: 1 },
  illuminance: { unit: 'lx', decimals: 0 },
  occupancy: { unit: '', decimals: 0 },
  people: { unit: '', decimals: 0 },
  voltage: { unit: 'V', decimals: 1 },
  current: { unit: 'A', decimals: 2 },
  power: { unit: 'W', decimals: 0 },
  'reactive-power': { unit: 'var', decimals: 0 },
  energy: { unit: 'kWh', decimals: 2 },
  'heat-energy': { unit: 'kWh', decimals: 1 },
  frequency: { unit: 'Hz', decimals: 2 },
  'power-factor': { unit: '', decimals: 2 },
  'water-volume': { unit: 'm³', decimals: 3 },
  'water-flow': { unit: 'm³/h', decimals: 3 },
  pressure: { unit: 'MPa', decimals: 3 },
  level: { unit: '%', decimals: 0 },
  battery: { unit: '%', decimals: 0 },
  'data-rate': { unit: 'Mbit/s', decimals: 2 },
  'signal-strength': { unit: 'dBm', decimals: 0 },
  speed: { unit: '1/min', decimals: 0 },
  percentage: { unit: '%', decimals: 0 },
  duration: { unit: 's', decimals: 0 },
  count: { unit: '', decimals: 0 },
  state: { unit: '', decimals: 0 },
  switch: { unit: '', decimals: 0 },
  contact: { unit: '', decimals: 0 },
  motion: { unit: '', decimals: 0 },
  smoke: { unit: '', decimals: 0 },
  leak: { unit: '', decimals: 0 },
  text: { unit: '', decimals: 0 },
} as const satisfies Record<string, { unit: string; decimals: number }>;

export type Quantity = keyof typeof quantities;

export const quantityNames = Object.keys(quantities) as [Quantity, ...Quantity[]];
