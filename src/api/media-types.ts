/** Media type of answers with status 200 (CONTRACT.md §5). */
export const JSON_TYPE = 'application/json; charset=utf-8';
