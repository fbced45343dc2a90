// An empty window for `shots.mjs` to show pages in.
const { app, BrowserWindow } = require('electron')

app.whenReady().then(() => new BrowserWindow({ width: 1040, height: 900 }).loadURL('about:blank'))
