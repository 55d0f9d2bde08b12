// Sentences that are made far from the editor (reasons, origins of inputs, receptive fields) in the reader's language.
// Names are filled in where a sentence is made; here it is matched with its pattern, whose translation takes the names.
import { l10n } from '../base/l10n';

/** Sentences with {0}, {1} for names and numbers. Those without are their own key and are listed for the translators. */
export const SENTENCES: readonly string[] = [
  "No module named '{0}'",
  '{0} is not loaded yet',
  'Open the folder that contains it, add it to the search paths, or select the environment in which it is installed',
  'The source of {0} was not found: the built-in description of {1} is used',
  'If the source of {0} is in the workspace, a folder of convlens.searchPaths, or the selected environment, it is read',
  'a relative import beyond the top of the package',
  '{0} is not modelled',
  '{0} is a compiled extension',
  'indexing with a {0} is not modelled',
  'the encoding {0} is not modelled',
  'the regular expression {0} may take too long',
  'a product has too many digits',
  'the regular expression {0}',
  'the program takes more than {0} steps',
  'the program takes longer than {0} s',
  'the program makes values of more than {0} MB',
  'the analysis was cancelled',
  '{0} makes a value that is too large',
  '{0} failed inside ConvLens: {1}',
  'branches on data nest too deeply',
  'this loop trains: its first rounds are followed, the others are taken together',
  '"{0}" is decided by the size of the input',
  '"{0}" is decided by the data',
  '{0} depends on the size of the input',
  '{0} depends on a free size',
  'how often this loop runs depends on the size of the input',
  'which case matches',
  'the class of the matched value is not known',
  'a yield in this place is not followed',
  'await is not followed',
  '{0} is a coroutine (async def); coroutines are not followed',
  'globals() cannot be followed here',
  'eval({0}) cannot be followed',
  'the type of a value is not known',
  'a sequence grows too long',
  'a string grows too long',
  'the length of a reversed sequence depends on the input',
  '{0} has too many digits',
  'the environment variable {0}',
  'a folder of the machine',
  'a value from outside the program',
  'torch.load reads a file, which is known only at run time',
  'the keys of a checkpoint are known only at run time',
  '{0} depends on the elements of a tensor, which are known only at run time',
  'the text of a tensor shows its elements',
  'a tensor is used as a number and its value is not known',
  'the elements of a tensor are used as sizes',
  'the elements of a tensor as a NumPy array',
  'the axis of size() is not known',
  'strides are not tracked',
  'how many elements a mask picks depends on its values',
  'how many boxes nms keeps depends on their values',
  'the number of classes of one_hot is the largest element plus one',
  'bincount has as many bins as the largest element says',
  'repeat_interleave repeats as often as a tensor says',
  'tensor_split cuts at values of a tensor',
  'the shape depends on the value of {0}',
  'the number of layers is not a number',
  'a number that depends on the size of the input',
  'complex numbers as arguments of ops',
  'arrays of numpy made from tensors',
  'a lazy module learns its sizes at its first call',
  '{0} was not materialised before its call',
  'hooks of gradients are not run',
  'the state of the random generator',
  'what a counting library prints is known only at run time',
  'the call raised an exception',
  'the command line argument {0} has no default',
  'pickling is not modelled',
  'this NumPy dtype',
  'a NumPy array of a free size',
  'a NumPy array of more than {0} elements',
  'the text of a NumPy array',
  '{0} is known only at run time',
  'a function says nothing about its inputs',
  'no size was found for which the model runs',
  'the model accepts any size',
  'parts of the model are not known',
  'paths meet with strides {0} and {1}',
  'paths meet with centres {0} apart',
  '{0} states no receptive field',
  '{0} at {1} has no kernel yet, so this model cannot be run.',
  'How {0} at {1} draws is not followed, so this model cannot be run.',
  '{0} at {1} has no kernel yet for complex numbers, so this model cannot be run.',
  'The model returns complex numbers. Return torch.view_as_real of them, or abs(), to run it.',
  '{0} at {1} draws from a generator of its own, so this model cannot be run.',
  'The constructor keeps what {0} gives as a plain attribute. Register it with register_buffer to run the model.',
  'An argument of {0} at {1} is not known, so it cannot be run.',
  '{0} uses a tensor that is no input, parameter or buffer. Register it with register_buffer, or make it in forward.',
  '{0} uses a tensor that the constructor computed from weights, which loading replaces. Compute it in forward.',
  'The model cannot be run: {0}.',
  'The model returns no tensor, so there is nothing to run.',
  'A size at {0} is not known, so the model cannot be run.',
  'A size at {0} is not known: {1}, so the model cannot be run.',
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Longer patterns say more: they are tried first. */
const PATTERNS = SENTENCES.filter((sentence) => sentence.includes('{0}'))
  .sort((a, b) => b.length - a.length)
  .map((sentence) => ({
    sentence,
    pattern: new RegExp(`^${escaped(sentence).replace(/\\\{\d+\\\}/g, '(.+)')}$`, 's'),
  }));

/** The sentence in the reader's language; what has no translation stays as it is. */
export function reasonText(message: string): string {
  const whole = l10n.t(message);
  if (whole !== message) return whole;
  for (const { sentence, pattern } of PATTERNS) {
    const match = pattern.exec(message);
    if (match) return l10n.t(sentence, ...match.slice(1));
  }
  return message;
}
