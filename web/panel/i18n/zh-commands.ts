// The words of standing orders, releases and witnesses in Chinese.
export const zhCommands = {
  command: {
    release: '解除命令',
    releasedTo: '解除后恢复为 {{value}}',
    held: '{{value}} 已保留：更高优先级的命令正在控制',
    detail: '设备答复：{{detail}}',
    heldBy: '{{priority}}命令控制中 · {{name}}',
    heldUntil: '{{priority}}命令控制至 {{time}} · {{name}}',
    releaseButton: '解除',
    releaseHint: '解除后由下一级命令接管',
    priority: { fire: '消防', safety: '安全', person: '人员', schedule: '时间表', comfort: '舒适' },
    author: {
      watchdog: '看门狗（与中心失联）',
      'hold-ended': '保持时间到',
      'sparkplug-host': '外部系统',
    },
    witness: {
      corroborated: '见证一致：{{value}}',
      contradicted: '见证不符：{{value}}',
      silent: '见证测点无有效数据',
    },
  },
};
