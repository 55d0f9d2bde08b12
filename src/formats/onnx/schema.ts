// The messages of ONNX files, field by field, as in onnx.proto of IR version 10 and before. Data only.
import type { MessageTable, Range } from '../protobuf';

/** Fields that a file leaves out are undefined; lists are empty then. */
export interface OnnxModel {
  readonly ir_version?: number;
  readonly producer_name?: string;
  readonly producer_version?: string;
  readonly domain?: string;
  readonly model_version?: number;
  readonly doc_string?: string;
  readonly graph?: OnnxGraph;
  readonly opset_import: readonly OnnxOpset[];
  readonly metadata_props: readonly OnnxEntry[];
  readonly functions: readonly OnnxFunction[];
}
export interface OnnxOpset { readonly domain?: string; readonly version?: number }
export interface OnnxEntry { readonly key?: string; readonly value?: string }
export interface OnnxGraph {
  readonly name?: string;
  readonly doc_string?: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly sparse_initializer: readonly OnnxSparseTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
  readonly value_info: readonly OnnxValueInfo[];
}
export interface OnnxNode {
  readonly name?: string;
  readonly op_type?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly doc_string?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}
export interface OnnxAttribute {
  readonly name?: string;
  readonly ref_attr_name?: string;
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: string;
  readonly t?: OnnxTensor;
  readonly g?: OnnxGraph;
  readonly sparse_tensor?: OnnxSparseTensor;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly string[];
}
export interface OnnxTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly data_type?: number;
  /** Elements stand in one of these; packed numbers may come in several pieces. */
  readonly raw_data?: Range;
  readonly float_data: readonly Range[];
  readonly int32_data: readonly Range[];
  readonly int64_data: readonly Range[];
  readonly double_data: readonly Range[];
  readonly uint64_data: readonly Range[];
  /** Or in another file: location, offset, length. */
  readonly external_data: readonly OnnxEntry[];
  readonly data_location?: number;
}
export interface OnnxSparseTensor {
  readonly values?: OnnxTensor;
  readonly indices?: OnnxTensor;
  readonly dims: readonly number[];
}
export interface OnnxValueInfo { readonly name?: string; readonly doc_string?: string; readonly type?: OnnxType }
export interface OnnxType {
  readonly tensor_type?: { readonly elem_type?: number; readonly shape?: { readonly dim: readonly OnnxDimension[] } };
  readonly sequence_type?: object;
  readonly map_type?: object;
  readonly optional_type?: object;
  readonly sparse_tensor_type?: object;
}
export interface OnnxDimension { readonly dim_value?: number; readonly dim_param?: string }
export interface OnnxFunction {
  readonly name?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly string[];
  readonly attribute_proto: readonly OnnxAttribute[];
  readonly node: readonly OnnxNode[];
  readonly opset_import: readonly OnnxOpset[];
  readonly value_info: readonly OnnxValueInfo[];
}

const ENTRY: MessageTable = { 1: ['key', 'text'], 2: ['value', 'text'] };
const OPSET: MessageTable = { 1: ['domain', 'text'], 2: ['version', 'int'] };
const DIMENSION: MessageTable = { 1: ['dim_value', 'int'], 2: ['dim_param', 'text'] };
const SHAPE: MessageTable = { 1: ['dim', () => DIMENSION, 'list'] };
const TENSOR_TYPE: MessageTable = { 1: ['elem_type', 'int'], 2: ['shape', () => SHAPE] };
const NOTHING: MessageTable = {};
const TYPE: MessageTable = {
  1: ['tensor_type', () => TENSOR_TYPE], 4: ['sequence_type', () => NOTHING], 5: ['map_type', () => NOTHING],
  8: ['sparse_tensor_type', () => NOTHING], 9: ['optional_type', () => NOTHING],
};
const VALUE_INFO: MessageTable = { 1: ['name', 'text'], 2: ['type', () => TYPE], 3: ['doc_string', 'text'] };
export const TENSOR: MessageTable = {
  1: ['dims', 'int', 'list'], 2: ['data_type', 'int'], 4: ['float_data', 'range', 'list'], 5: ['int32_data', 'range', 'list'],
  7: ['int64_data', 'range', 'list'], 8: ['name', 'text'], 9: ['raw_data', 'range'], 10: ['double_data', 'range', 'list'],
  11: ['uint64_data', 'range', 'list'], 13: ['external_data', () => ENTRY, 'list'], 14: ['data_location', 'int'],
};
const SPARSE_TENSOR: MessageTable = { 1: ['values', () => TENSOR], 2: ['indices', () => TENSOR], 3: ['dims', 'int', 'list'] };
const ATTRIBUTE: MessageTable = {
  1: ['name', 'text'], 2: ['f', 'float'], 3: ['i', 'int'], 4: ['s', 'text'], 5: ['t', () => TENSOR], 6: ['g', () => GRAPH],
  7: ['floats', 'float', 'list'], 8: ['ints', 'int', 'list'], 9: ['strings', 'text', 'list'], 20: ['type', 'int'],
  21: ['ref_attr_name', 'text'], 22: ['sparse_tensor', () => SPARSE_TENSOR],
};
const NODE: MessageTable = {
  1: ['input', 'text', 'list'], 2: ['output', 'text', 'list'], 3: ['name', 'text'], 4: ['op_type', 'text'],
  5: ['attribute', () => ATTRIBUTE, 'list'], 6: ['doc_string', 'text'], 7: ['domain', 'text'], 8: ['overload', 'text'],
};
const GRAPH: MessageTable = {
  1: ['node', () => NODE, 'list'], 2: ['name', 'text'], 5: ['initializer', () => TENSOR, 'list'], 10: ['doc_string', 'text'],
  11: ['input', () => VALUE_INFO, 'list'], 12: ['output', () => VALUE_INFO, 'list'],
  13: ['value_info', () => VALUE_INFO, 'list'], 15: ['sparse_initializer', () => SPARSE_TENSOR, 'list'],
};
const FUNCTION: MessageTable = {
  1: ['name', 'text'], 4: ['input', 'text', 'list'], 5: ['output', 'text', 'list'], 6: ['attribute', 'text', 'list'],
  7: ['node', () => NODE, 'list'], 9: ['opset_import', () => OPSET, 'list'], 10: ['domain', 'text'],
  11: ['attribute_proto', () => ATTRIBUTE, 'list'], 12: ['value_info', () => VALUE_INFO, 'list'], 13: ['overload', 'text'],
};
export const MODEL: MessageTable = {
  1: ['ir_version', 'int'], 2: ['producer_name', 'text'], 3: ['producer_version', 'text'], 4: ['domain', 'text'],
  5: ['model_version', 'int'], 6: ['doc_string', 'text'], 7: ['graph', () => GRAPH], 8: ['opset_import', () => OPSET, 'list'],
  14: ['metadata_props', () => ENTRY, 'list'], 25: ['functions', () => FUNCTION, 'list'],
};
