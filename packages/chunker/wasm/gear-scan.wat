;; The gear scan of FastCDC, two bytes a step: Xia et al., IEEE TPDS 31(9), 2020, section 3.5.
;;
;; Memory, one page, written by the host:
;;      0  i32[256]      GEAR (src/gear.ts), once
;;   1024  i32[256]      GEAR << 1, once
;;   2048  byte[16384]   the piece to scan, before each call
(module
  (memory (export "memory") 1)

  ;; Rolls the hash over the first $length bytes of the piece and returns the index after the first byte
  ;; at which (hash & $mask) = 0, or -1. $mask must not hold bit 31: see $shiftedMask.
  (func (export "scanPiece") (param $length i32) (param $hash i32) (param $mask i32) (result i32)
    (local $i i32)
    (local $lastPair i32)
    ;; The hash of a pair's first byte is known only shifted left by one, so it is judged by the mask
    ;; shifted likewise.
    (local $shiftedMask i32)
    (local.set $lastPair (i32.sub (local.get $length) (i32.const 2)))
    (local.set $shiftedMask (i32.shl (local.get $mask) (i32.const 1)))

    (block $first
      (block $second
        (block $tail
          (loop $pair
            (br_if $tail (i32.gt_s (local.get $i) (local.get $lastPair)))
            ;; hash = (hash << 2) + (GEAR[byte 0] << 1)
            (local.set $hash
              (i32.add
                (i32.shl (local.get $hash) (i32.const 2))
                (i32.load offset=1024
                  (i32.shl (i32.load8_u offset=2048 (local.get $i)) (i32.const 2)))))
            (br_if $first (i32.eqz (i32.and (local.get $hash) (local.get $shiftedMask))))
            ;; hash += GEAR[byte 1]
            (local.set $hash
              (i32.add
                (local.get $hash)
                (i32.load
                  (i32.shl (i32.load8_u offset=2049 (local.get $i)) (i32.const 2)))))
            (br_if $second (i32.eqz (i32.and (local.get $hash) (local.get $mask))))
            (local.set $i (i32.add (local.get $i) (i32.const 2)))
            (br $pair)))
        ;; $tail: at most one byte is left.
        (if (i32.lt_s (local.get $i) (local.get $length))
          (then
            (br_if $first
              (i32.eqz
                (i32.and
                  (i32.add
                    (i32.shl (local.get $hash) (i32.const 1))
                    (i32.load
                      (i32.shl (i32.load8_u offset=2048 (local.get $i)) (i32.const 2))))
                  (local.get $mask))))))
        (return (i32.const -1)))
      ;; $second
      (return (i32.add (local.get $i) (i32.const 2))))
    ;; $first
    (i32.add (local.get $i) (i32.const 1))))
