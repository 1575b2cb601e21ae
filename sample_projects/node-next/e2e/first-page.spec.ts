import { expect, test } from '@playwright/test';

test('the first page shows the terms', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('Be kind')).toBeVisible();
});
