import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Redraw } from './redraw.ts';

let plain = '';
let numbers = 0;
let redraw: Redraw;
let drawn: number[];
let begin = 0;

beforeEach(() => {
  vi.useFakeTimers();
  drawn = [];
  plain = '';
  numbers = 0;
  redraw = new Redraw((withNumbers) => (withNumbers ? `${plain} ${numbers}` : plain));
  redraw.onDue(() => {
    drawn.push(performance.now() - begin);
    redraw.drawn();
  });
  redraw.drawn();
  begin = performance.now();
});

afterEach(() => {
  redraw.dispose();
  vi.useRealTimers();
});

test('a request without a change draws nothing', () => {
  redraw.request();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([]);
});

test('another look is drawn after a second at the earliest', () => {
  plain = 'another';
  redraw.request();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([1000]);
});

test('the last numbers are drawn, also when no request comes after them', () => {
  numbers++;
  redraw.request();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([5000]);
});

test('what looks different does not wait for the numbers', () => {
  numbers++;
  redraw.request();
  vi.advanceTimersByTime(2000);
  plain = 'different';
  redraw.request();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([2000]);
});

test('after the end nothing is drawn', () => {
  numbers++;
  redraw.request();
  vi.advanceTimersByTime(2000);
  redraw.dispose();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([]);
});

test('a hover is left alone for eight seconds, and then all is drawn at once', () => {
  redraw.hold();
  plain = 'another';
  redraw.request();
  vi.advanceTimersByTime(2000);
  plain = 'different';
  redraw.request();
  vi.advanceTimersByTime(20_000);
  expect(drawn).toEqual([8000]);
});

test('one hover after the other does not keep the tree from being drawn', () => {
  plain = 'another';
  redraw.request();
  for (let second = 0; second < 30; second++) {
    redraw.hold();
    vi.advanceTimersByTime(1000);
  }
  expect(drawn).toEqual([24_000]);
});
