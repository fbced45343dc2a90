import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute } from './route.js'

describe('addresses of screens', () => {
  it('leads back to the route that it was made of', () => {
    const params = { folder: 'f1', path: '사진/a & b?#.jpg' }
    expect(parseRoute(formatRoute('versions', params))).toEqual({ screen: 'versions', params })
    expect(parseRoute(formatRoute('settings'))).toEqual({ screen: 'settings', params: {} })
  })

  it('shows home for an address that names no screen', () => {
    expect(parseRoute('').screen).toBe('home')
    expect(parseRoute('#/__proto__').screen).toBe('home')
    expect(parseRoute('#/admin?x=1').screen).toBe('home')
  })
})
