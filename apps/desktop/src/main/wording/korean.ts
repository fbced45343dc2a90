import type { Words } from './words.js'

const count = (value: number) => value.toLocaleString('ko')

export const KOREAN: Words = {
  upToDate: '최신 상태',
  starting: '시작하는 중…',
  stopped: '동기화가 실행되고 있지 않습니다. 다시 시도하는 중…',
  tooNew: '더 새로운 Tidemark가 동기화 중입니다. 이 앱을 업데이트하세요.',
  offline: '서버에 연결할 수 없습니다. 변경 내용은 보관됩니다.',
  paused: '일시 중지됨',
  notSetUp: '아직 설정되지 않음',
  needsYou: '확인이 필요합니다',
  syncing: '동기화 중…',
  syncingAmount: (percent, rate) => `동기화 중 ${percent}, ${rate}/초`,
  open: 'Tidemark 열기',
  openFolder: (name) => `${name} 열기`,
  conflicts: (value) => `충돌 ${count(value)}개`,
  heldDeletes: (value) => `파일 ${count(value)}개 삭제가 결정을 기다립니다`,
  pause: '동기화 일시 중지',
  resume: '동기화 다시 시작',
  settings: '설정',
  quit: '종료 (동기화는 계속)',
  quitAndStop: '종료하고 동기화 중지',
  conflictTitle: (value) => `파일 ${count(value)}개가 두 곳에서 변경되었습니다`,
  conflictBody: (folder) => `${folder}에 두 버전이 모두 보관되어 있습니다. 원할 때 선택하세요.`,
  problemTitle: (folder) => `${folder} 동기화가 멈췄습니다`,
  deletesTitle: (value) => `파일 ${count(value)}개를 삭제할까요?`,
  deletesBody: (folder) => `결정하기 전에는 ${folder}에서 아무것도 삭제되지 않습니다.`,
  review: '검토',
  chooseFolder: '폴더 선택',
}
