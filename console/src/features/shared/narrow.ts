/** Whether the screen is one on which rows stand without a head (console.css has the same width). */
export const isNarrow = (): boolean => matchMedia("(max-width: 600px)").matches;
