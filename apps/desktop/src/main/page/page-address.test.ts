import { expect, test } from 'vitest'
import { isOwnPage, PAGE_URL, pageFileOf } from './page-address.js'

test('the page and its anchors are the own page, nothing else is', () => {
  for (const url of [PAGE_URL, `${PAGE_URL}#conflicts`, `${PAGE_URL}?x=1`]) {
    expect(isOwnPage(url)).toBe(true)
  }
  for (const url of [
    'app://ui/other.html',
    'app://ui.evil/index.html',
    'app://evil/index.html',
    'app://ui:80/index.html',
    'app://user@ui/index.html',
    'https://ui/index.html',
    'file:///index.html',
    'about:blank',
    'data:text/html,x',
    '',
  ]) {
    expect(isOwnPage(url), url).toBe(false)
  }
})

test('SEC-120 only plain files of the page are served', () => {
  expect(pageFileOf('app://ui/index.html')).toEqual(['index.html'])
  expect(pageFileOf('app://ui/assets/index-a_1.js?v=2')).toEqual(['assets', 'index-a_1.js'])
  for (const url of [
    'app://ui/',
    'app://ui/assets/',
    'app://ui/..%2fmain.cjs',
    'app://ui/assets/..%5c..%5cmain.cjs',
    'app://ui//etc/passwd',
    'app://ui/.env',
    'app://ui/a%00.js',
    'app://other/index.html',
    'file:///etc/passwd',
  ]) {
    expect(pageFileOf(url), url).toBeUndefined()
  }
  // The parser has resolved these before: they stay within the folder.
  for (const way of ['../..', '%2e%2e/%2e%2e', 'a/..']) {
    expect(pageFileOf(`app://ui/${way}/main.cjs`)).toEqual(['main.cjs'])
  }
})
