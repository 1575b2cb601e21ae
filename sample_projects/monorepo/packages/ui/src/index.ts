export const headline = (text: string): string => `<h1>${text}</h1>`;
