// The images that come with the extension, in media/samples: by name, since a web host has no folders to list.
export const SAMPLES = ['fruit.jpg', 'shapes.png', 'digit.png', 'digits.png', 'colours.png'] as const;
