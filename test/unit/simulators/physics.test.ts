// The physics: numbers that were worked out beforehand, and what must hold whatever the numbers are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coldStore, medicineFridge, stepColdBox } from '../../../simulators/world/cold-box.ts';
import { gatherEnergy } from '../../../simulators/world/electricity.ts';
import { relax } from '../../../simulators/world/relax.ts';
import { type AirInputs, humidityOf, type RoomAir, stepRoomAir } from '../../../simulators/world/room-air.ts';
import { daylightLux, saturationGPerM3, weatherAt } from '../../../simulators/world/weather.ts';
import { demoSimulation } from './demo.ts';

const outside: RoomAir = { co2Ppm: 420, temperatureC: 5, moistureGPerM3: 4 };
const classroom = { volumeM3: 200, envelopeWPerK: 350, heatCapacityJPerK: 350 * 2.5 * 3600 };
const quiet: AirInputs = {
  people: 0,
  airChangesPerH: 0.5,
  heatW: 0,
  recovered: 0,
  moistureGPerH: 0,
  outside,
};

function airAfter(minutes: number, air: RoomAir, inputs: Partial<AirInputs>, stepS = 1): RoomAir {
  let now = air;
  for (let s = 0; s < minutes * 60; s += stepS)
    now = stepRoomAir(now, classroom, { ...quiet, ...inputs }, stepS);
  return now;
}

describe('CO2 by mass balance', () => {
  const fresh: RoomAir = { ...outside, temperatureC: 20 };

  test('45 learners behind shut windows add about 2,530 ppm in a lesson', () => {
    expect(airAfter(45, fresh, { people: 45 }).co2Ppm - 420).toBeCloseTo(2_532.6, 0);
  });

  test('with 30 m³ an hour for each person it settles at about 1,020 ppm', () => {
    expect(airAfter(240, fresh, { people: 45, airChangesPerH: (45 * 30) / 200 }).co2Ppm).toBeCloseTo(
      1_020,
      0,
    );
  });

  test('wide open windows take the excess down to about a quarter in a break', () => {
    const stale: RoomAir = { ...fresh, co2Ppm: 2_950 };
    expect(airAfter(10, stale, { airChangesPerH: 8 }).co2Ppm).toBeCloseTo(1_087, 0);
  });
});

test('the length of the step does not matter', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0, max: 12, noNaN: true }),
      fc.double({ min: -8_000, max: 8_000, noNaN: true }),
      (people, airChangesPerH, heatW) => {
        const inputs = { people, airChangesPerH, heatW };
        const fine = airAfter(10, outside, inputs, 1);
        const coarse = airAfter(10, outside, inputs, 60);
        expect(coarse.co2Ppm).toBeCloseTo(fine.co2Ppm, 6);
        expect(coarse.temperatureC).toBeCloseTo(fine.temperatureC, 6);
        expect(coarse.moistureGPerM3).toBeCloseTo(fine.moistureGPerM3, 6);
      },
    ),
    { numRuns: 50 },
  );
});

test('a value relaxes towards its rest and never past it', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: 0, max: 1, noNaN: true }), (value, rest, rate) => {
      const next = relax(value, rest, rate, 0, 10);
      expect(Math.abs(next - rest)).toBeLessThanOrEqual(Math.abs(value - rest) + 1e-6);
    }),
  );
});

test('an unheated room loses its warmth with a time constant of two to three hours', () => {
  const warm: RoomAir = { ...outside, temperatureC: 25 };
  expect(airAfter(150, warm, {}).temperatureC).toBeCloseTo(5 + 20 / Math.E, 1);
});

test('humidity stays between 0 and 100 percent', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -30, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 80, noNaN: true }),
      (temperatureC, moistureGPerM3) => {
        const humidity = humidityOf({ temperatureC, moistureGPerM3 });
        expect(humidity >= 0 && humidity <= 100).toBe(true);
      },
    ),
  );
  expect(saturationGPerM3(20)).toBeCloseTo(17.3, 0);
});

describe('weather of Weihai', () => {
  const atNoon = (dayOfYear: number): ReturnType<typeof weatherAt> =>
    weatherAt({ minute: 720, dayOfYear, isSchoolDay: true, localS: dayOfYear * 86_400 + 43_200 }, 1);

  test('is cold in January, warm in August, and dark at night', () => {
    expect(atNoon(20).temperatureC).toBeLessThan(8);
    expect(atNoon(20).isHeatingSeason).toBe(true);
    expect(atNoon(220).temperatureC).toBeGreaterThan(21);
    expect(atNoon(220).isCoolingSeason).toBe(true);
    expect(daylightLux(172, 720)).toBeGreaterThan(80_000);
    expect(daylightLux(172, 60)).toBe(0);
  });
});

describe('cold boxes', () => {
  test.each([
    ['medicine fridge', medicineFridge, 2, 8],
    ['cold store', coldStore, -22, -16],
  ])('a %s with a shut door stays within its bounds', (_, model, min, max) => {
    let box = { temperatureC: (model.startsC + model.stopsC) / 2, isCooling: false };
    let switched = 0;
    for (let s = 0; s < 48 * 3600; s += 10) {
      const next = stepColdBox(box, model, { roomC: 24, isOpen: false, hasPower: true }, 10);
      if (next.isCooling !== box.isCooling) switched++;
      box = next;
      expect(box.temperatureC > min && box.temperatureC < max).toBe(true);
    }
    expect(switched).toBeGreaterThan(4);
  });

  test('a fridge without power leaves 2–8 °C', () => {
    let box = { temperatureC: 4, isCooling: false };
    for (let s = 0; s < 3 * 3600; s += 10) {
      box = stepColdBox(box, medicineFridge, { roomC: 24, isOpen: false, hasPower: false }, 10);
    }
    expect(box.temperatureC).toBeGreaterThan(8);
  });
});

describe('the world of the demo campus', () => {
  test('begins in the middle of the second lesson: most classrooms are taught in, their lamps burn', () => {
    const { simulation } = demoSimulation();
    expect(simulation.world.time.minute).toBeCloseTo(557.5, 1);
    const classrooms = [...simulation.world.rooms.values()].filter(({ space }) => space.kind === 'classroom');
    const taught = classrooms.filter(({ lesson, people }) => lesson && people > 20);
    expect(taught.length).toBeGreaterThan(classrooms.length / 2);
    for (const { lamps, air } of taught) {
      expect(lamps.some(({ shareOn }) => shareOn > 0.5)).toBe(true);
      expect(air.co2Ppm).toBeGreaterThan(700);
    }
  });

  test('energy is the integral of the power that the meter showed', () => {
    const { simulation, clock } = demoSimulation();
    const meter = simulation.devices.get('tr-101-meter')!;
    const startKWh = meter.number('energy-import');
    let expectedKWh = startKWh;
    let smallestW = Number.POSITIVE_INFINITY;
    for (let s = 0; s < 1_800; s++) {
      expectedKWh = gatherEnergy(expectedKWh, meter.number('power'), 1);
      smallestW = Math.min(smallestW, meter.number('power'));
      clock.advance(1_000);
    }
    expect(meter.number('energy-import')).toBeCloseTo(expectedKWh, 6);
    expect(expectedKWh - startKWh).toBeGreaterThan((smallestW * 0.5) / 1000 - 1e-9);
  });

  test('a lamp that is switched off is missing from the meter and from the light', () => {
    const { simulation, clock } = demoSimulation();
    const power = (): number => simulation.devices.get('t1-101-meter')!.number('power-l1');
    const lux = (): number => simulation.devices.get('t1-101-presence')!.number('illuminance');
    for (const row of ['front', 'blackboard', 'window-row', 'inner-row']) {
      simulation.devices.get('t1-101-lamps')!.operate(row, 1);
    }
    clock.advance(1_000);
    const [fullW, fullLux] = [power(), lux()];
    simulation.devices.get('t1-101-lamps')!.operate('front', 0);
    clock.advance(1_000);
    expect(fullW - power()).toBeCloseTo((9 * 8.4 * 7.2) / 4, 3);
    expect(fullLux - lux()).toBeGreaterThan(70);
  });

  test('a building draws at least what its rooms draw', () => {
    const { simulation } = demoSimulation();
    const main = simulation.devices.get('t1-main-meter')!.number('power');
    const rooms = [...simulation.devices.values()].filter(
      ({ device }) => device.modelId === 'eastron-sdm630' && device.spaceId.startsWith('t1-'),
    );
    expect(main).toBeGreaterThan(rooms.reduce((sum, meter) => sum + meter.number('power'), 0));
  });

  test('the same seed gives the same day, another seed another', () => {
    const valuesOf = (seed: number): string => {
      const { simulation, clock } = demoSimulation(seed);
      clock.advance(5_000);
      return JSON.stringify([...simulation.devices.values()].map((device) => device.values()));
    };
    expect(valuesOf(3)).toBe(valuesOf(3));
    expect(valuesOf(3)).not.toBe(valuesOf(4));
  });

  test('a whole day stays plausible', () => {
    const { simulation, clock } = demoSimulation();
    simulation.close();
    for (let minute = 0; minute < 24 * 60; minute++) {
      clock.advance(60_000);
      simulation.step();
      for (const { air, people, space } of simulation.world.rooms.values()) {
        const isPlausible =
          air.co2Ppm >= 400 && air.co2Ppm < 6_000 && air.temperatureC > -5 && air.temperatureC < 42;
        expect({ space: space.id, people, isPlausible, air }).toMatchObject({ isPlausible: true });
      }
    }
  });
});
