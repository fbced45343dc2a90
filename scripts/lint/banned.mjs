/**
 * What is banned where, as options of ESLint's no-restricted-* rules. Each message gives the
 * reason, so that whoever meets it need not look it up.
 */

const PORTS = 'Time, randomness and I/O reach a pure package through its ports (see ports.ts).'

export const impureGlobals = [
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'crypto',
  'process',
  'console',
].map((name) => ({ name, message: PORTS }))

export const impureProperties = [
  { object: 'Date', property: 'now', message: PORTS },
  { object: 'Math', property: 'random', message: PORTS },
  ...['fetch', 'setTimeout', 'setInterval', 'performance', 'crypto'].map((property) => ({
    object: 'globalThis',
    property,
    message: PORTS,
  })),
]

export const impureSyntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: PORTS },
  { selector: 'CallExpression[callee.name="Date"]', message: PORTS },
]

const STATE = 'Module-level state outlives every test and instance. Make it a field or an argument.'

const AT_TOP = ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration'

export const moduleState = [
  { selector: `${AT_TOP}[kind=/^(let|var)$/]`, message: STATE },
  {
    selector: `${AT_TOP} > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]`,
    message: STATE,
  },
]

export const testShortcuts = [
  {
    selector:
      'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock)$/][arguments.0.value=/^([.]|@tidemark)/]',
    message: 'Modules of this repository are not mocked: give the code a fake of its port.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(skip|skipIf|runIf|only|todo|fails)$/]',
    message: 'Tests run or do not exist.',
  },
  {
    selector: 'NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]',
    message: 'Tests do not sleep: await what happens, or advance the clock.',
  },
]
