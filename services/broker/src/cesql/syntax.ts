/** What the parser makes of an expression. */
import type { FunctionDefinition } from './functions.ts';
import type { LikePattern } from './like.ts';
import type { Value } from './values.ts';

export type BinaryOperator =
  | 'AND'
  | 'OR'
  | 'XOR'
  | '='
  | '!='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'attribute'; name: string }
  | { kind: 'exists'; name: string }
  | { kind: 'not' | 'negate'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'like'; operand: Expression; pattern: LikePattern; negated: boolean }
  | { kind: 'in'; operand: Expression; set: Expression[]; negated: boolean }
  /** Without a definition there is no such function. */
  | { kind: 'call'; name: string; arguments: Expression[]; definition?: FunctionDefinition };
