// Rules as data: the language, its compilation against a campus, and the pure evaluation of samples.
export { type CompiledRules, type CompileResult, compileRules } from './compile-rules.ts';
export { type EngineState, initialState, nextDueMs } from './engine-state.ts';
export { type Evaluation, evaluate, recover, tick } from './evaluate.ts';
export { type Rule, ruleFileSchema } from './rule.ts';
export { loadState, saveState } from './save-state.ts';
