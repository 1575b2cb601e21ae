import { defineConfig } from '@playwright/test';

export default defineConfig({ testDir: './e2e', webServer: { command: 'npm start', port: 3000 } });
