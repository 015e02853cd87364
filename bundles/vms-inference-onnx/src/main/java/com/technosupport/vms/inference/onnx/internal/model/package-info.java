/** One model: its description, its weights, and how a frame goes through it. */
package com.technosupport.vms.inference.onnx.internal.model;
