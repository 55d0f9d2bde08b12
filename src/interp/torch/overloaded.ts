// Functions with several signatures in PyTorch (by number or by name of an axis, Tensor or number): their TypeErrors list the
// signatures instead of naming the wrong argument. A table only, read from PyTorch 1.13.
const BOTH = `add all any argsort bernoulli bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor clamp clamp_max
clamp_min clip copysign count_nonzero cummax cummin cumprod cumsum div divide dsplit eq flatten float_power floor_divide fmod gather ge
greater greater_equal gt histogram hsplit index_add index_fill index_select kthvalue le lerp less less_equal log_softmax logcumsumexp
logsumexp lt masked_fill max mean median min mode moveaxis movedim multiply nanmedian nanquantile narrow ne not_equal pow prod quantile
remainder repeat_interleave round scatter select softmax sort squeeze std sub subtract sum tensor_split transpose true_divide unbind var
vsplit xlogy`;
const FUNCTIONS = `arange bartlett_window blackman_window cat concat concatenate conv1d conv2d conv3d ctc_loss empty eye fill full gradient
gru hamming_window hann_window isin kaiser_window lstm ones rand randint randint_like randn randperm result_type rnn_relu rnn_tanh rsub
searchsorted std_mean trapezoid trapz unflatten var_mean where zeros`;
const METHODS = 'addbmm addcdiv addcmul addmm addmv addr baddbmm diagonal index_copy new nonzero scatter_add size stride type view';

const words = (text: string): string[] => text.split(/\s+/);
const functions: ReadonlySet<string> = new Set([...words(BOTH), ...words(FUNCTIONS)]);
const methods: ReadonlySet<string> = new Set([...words(BOTH), ...words(METHODS)]);

export const isOverloaded = (call: { readonly name: string; readonly method: boolean; readonly style: string }): boolean =>
  call.style === 'c' && (call.method ? methods : functions).has(call.name.replace(/([^_])_$/, '$1'));
