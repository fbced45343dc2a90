import { describe, expect, it } from 'vitest'
import { pickLanguage } from './language.js'

describe('the language of the window', () => {
  it('is the chosen one whatever the system speaks', () => {
    expect(pickLanguage('en', 'ko-KR')).toBe('en')
  })

  it('follows the system in any spelling of its locale', () => {
    expect(pickLanguage('system', 'ko-KR')).toBe('ko')
    expect(pickLanguage('system', 'ko_KR.UTF-8')).toBe('ko')
    expect(pickLanguage('system', 'KO')).toBe('ko')
  })

  it('is English for a system whose language the app does not speak', () => {
    expect(pickLanguage('system', 'fr-CA')).toBe('en')
    expect(pickLanguage('system', 'kok-IN')).toBe('en')
    expect(pickLanguage('system', '')).toBe('en')
  })
})
