// Functions with several signatures in PyTorch (by number or by name of an axis, Tensor or number): when not exactly
// one of them
// takes as many arguments as were given, their TypeErrors list the signatures instead of naming the wrong argument.
// A table only, read from PyTorch 1.13.
import type { CallName } from './names';

/** Counts of arguments (7: seven or more) for which the error lists signatures, and the names. */
const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['012', `embedding_bag`],
  ['0123456', `searchsorted`],
  ['01234567', `bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor clamp clamp_max clamp_min
    clip conv1d conv2d conv3d copysign ctc_loss cummax cummin cumprod cumsum dequantize dsplit eq
    fake_quantize_per_tensor_affine fill float_power fmod gather ge greater greater_equal gru gt
    histogramdd hsplit index_fill index_select isin le lerp less less_equal logcumsumexp logsumexp lstm
    lt masked_fill moveaxis movedim nanquantile narrow ne not_equal pow quantile quantize_per_tensor
    remainder result_type rnn_relu rnn_tanh rsub scatter select tensor_split transpose view_copy vsplit
    xlogy`],
  ['0123457', `index_add`],
  ['0123467', `bucketize index_copy scatter_add`],
  ['0123567', `divide log_softmax softmax subtract`],
  ['0124567', `floor_divide multiply sparse_bsc_tensor sparse_bsr_tensor sparse_compressed_tensor sparse_csc_tensor
    sparse_csr_tensor true_divide`],
  ['012567', `unflatten`],
  ['01267', `addcdiv addcmul`],
  ['0127', `addbmm addmm addmv addr baddbmm saddmm sspaddmm`],
  ['0134567', `full kthvalue randint randint_like`],
  ['013567', `div`],
  ['01567', `add sub`],
  ['0234', `normal`],
  ['023456', `bartlett_window blackman_window hann_window`],
  ['0234567', `all any arange bernoulli cat concat concatenate count_nonzero cumulative_trapezoid empty eye
    gradient hamming_window kaiser_window max mean median min mode nanmedian ones prod rand randn
    randperm repeat_interleave sort squeeze std std_mean sum trapezoid trapz unbind var var_mean zeros`],
  ['023457', `histogram`],
  ['023567', `argsort nuclear_norm where`],
  ['024567', `fbgemm_pack_quantized_matrix round squeeze_copy`],
  ['034567', `flatten`],
  ['03457', `sparse_coo_tensor`],
  ['03467', `native_norm`],
  ['0467', `diagonal`],
  ['0567', `frobenius_norm`],
];
const METHODS: readonly (readonly [string, string])[] = [
  ['01234567', `bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor clamp_max clamp_min
    copysign cummax cummin cumprod cumsum divide dsplit eq float_power floor_divide fmod gather ge
    greater greater_equal gt hsplit index_add index_copy index_fill index_select le lerp less less_equal
    log_softmax logcumsumexp logsumexp lt masked_fill moveaxis movedim multiply nanquantile narrow ne
    not_equal pow quantile remainder repeat_interleave scatter scatter_add select softmax subtract
    tensor_split transpose true_divide view vsplit xlogy`],
  ['014567', `addcdiv addcmul`],
  ['01567', `addbmm addmm addmv addr baddbmm sspaddmm`],
  ['0234567', `div kthvalue`],
  ['034567', `add sub`],
  ['1234567', `all any clamp clip count_nonzero max mean median min mode nanmedian prod size sort squeeze std
    stride sum unbind var`],
  ['123467', `to`],
  ['123567', `histogram`],
  ['124567', `argsort`],
  ['134567', `bernoulli`],
  ['234567', `flatten new nonzero round to_sparse`],
  ['3567', `diagonal`],
  ['4567', `cuda ipu type xpu`],
];

const MOST = 7;
const countsOf = (rows: readonly (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map(rows.flatMap(([counts, names]) => names.split(/\s+/).map((name) => [name, counts] as const)));
const functions = countsOf(FUNCTIONS);
const methods = countsOf(METHODS);

/** `count`: positional and keyword arguments, without self. */
export function isOverloaded(call: CallName, count: number): boolean {
  if (call.style !== 'c') return false;
  const counts = (call.method ? methods : functions).get(call.name.replace(/([^_])_$/, '$1'));
  return counts?.includes(String(Math.min(count, MOST))) ?? false;
}
