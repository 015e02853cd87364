/** What the outputs of each family of networks mean. */
package com.technosupport.vms.inference.onnx.internal.family;
