// Trends for other parts of the panel: a figure of curves without the furniture of the trend page.
export { TrendFigure } from './trend-figure.tsx';
