/** A type of the elements of a GGUF tensor: ggml stores them in blocks. */
export interface GgmlType {
  readonly name: string;
  /** Elements of a block. */
  readonly blockLength: number;
  /** Bytes of a block. */
  readonly blockSize: number;
  readonly isQuantised: boolean;
}

const number = (name: string, size: number): GgmlType => ({
  name,
  blockLength: 1,
  blockSize: size,
  isQuantised: false,
});
const blocks = (name: string, blockLength: number, blockSize: number): GgmlType => ({
  name,
  blockLength,
  blockSize,
  isQuantised: true,
});

/** `enum ggml_type`, https://github.com/ggml-org/ggml/blob/master/include/ggml.h */
export const ggmlTypes: ReadonlyMap<number, GgmlType> = new Map([
  [0, number("float32", 4)],
  [1, number("float16", 2)],
  [2, blocks("Q4_0", 32, 18)],
  [3, blocks("Q4_1", 32, 20)],
  [6, blocks("Q5_0", 32, 22)],
  [7, blocks("Q5_1", 32, 24)],
  [8, blocks("Q8_0", 32, 34)],
  [9, blocks("Q8_1", 32, 40)],
  [10, blocks("Q2_K", 256, 84)],
  [11, blocks("Q3_K", 256, 110)],
  [12, blocks("Q4_K", 256, 144)],
  [13, blocks("Q5_K", 256, 176)],
  [14, blocks("Q6_K", 256, 210)],
  [15, blocks("Q8_K", 256, 292)],
  [16, blocks("IQ2_XXS", 256, 66)],
  [17, blocks("IQ2_XS", 256, 74)],
  [18, blocks("IQ3_XXS", 256, 98)],
  [19, blocks("IQ1_S", 256, 50)],
  [20, blocks("IQ4_NL", 32, 18)],
  [21, blocks("IQ3_S", 256, 110)],
  [22, blocks("IQ2_S", 256, 82)],
  [23, blocks("IQ4_XS", 256, 136)],
  [24, number("int8", 1)],
  [25, number("int16", 2)],
  [26, number("int32", 4)],
  [27, number("int64", 8)],
  [28, number("float64", 8)],
  [29, blocks("IQ1_M", 256, 56)],
  [30, number("bfloat16", 2)],
  [34, blocks("TQ1_0", 256, 54)],
  [35, blocks("TQ2_0", 256, 66)],
  [39, blocks("MXFP4", 32, 17)],
  [40, blocks("NVFP4", 64, 36)],
  [41, blocks("Q1_0", 128, 18)],
]);

/** `general.file_type`: what most tensors are; `enum llama_ftype` of llama.cpp. */
export const fileTypes: ReadonlyMap<number, string> = new Map([
  [0, "F32"],
  [1, "F16"],
  [2, "Q4_0"],
  [3, "Q4_1"],
  [7, "Q8_0"],
  [8, "Q5_0"],
  [9, "Q5_1"],
  [10, "Q2_K"],
  [11, "Q3_K_S"],
  [12, "Q3_K_M"],
  [13, "Q3_K_L"],
  [14, "Q4_K_S"],
  [15, "Q4_K_M"],
  [16, "Q5_K_S"],
  [17, "Q5_K_M"],
  [18, "Q6_K"],
  [19, "IQ2_XXS"],
  [20, "IQ2_XS"],
  [21, "Q2_K_S"],
  [22, "IQ3_XS"],
  [23, "IQ3_XXS"],
  [24, "IQ1_S"],
  [25, "IQ4_NL"],
  [26, "IQ3_S"],
  [27, "IQ3_M"],
  [28, "IQ2_S"],
  [29, "IQ2_M"],
  [30, "IQ4_XS"],
  [31, "IQ1_M"],
  [32, "BF16"],
  [36, "TQ1_0"],
  [37, "TQ2_0"],
  [38, "MXFP4_MOE"],
  [39, "NVFP4"],
  [40, "Q1_0"],
]);
